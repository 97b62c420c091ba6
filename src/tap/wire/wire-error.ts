/** The bytes are no HTTP/2, or more than we keep. Stays within the tap's look at the wire: traffic goes on. */
export class WireError extends Error {}
