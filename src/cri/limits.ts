/** Of a request and of a response; CRI clients take no larger ones. */
export const maxMessageBytes = 16 * 1024 * 1024;
