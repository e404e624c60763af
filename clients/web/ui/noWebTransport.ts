/** In the place of the library's WebTransport, which no node speaks: the page does not load its code. */

export const WT = undefined;
