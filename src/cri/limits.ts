/** Of a request and of a response, where nothing else is said; CRI clients take no larger ones. */
export const maxMessageBytes = 16 * 1024 * 1024;
