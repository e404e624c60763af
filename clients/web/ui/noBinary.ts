/** In the place of the library's binary packets, which no node sends: the page does not load their code. */

export const hasBinary = () => false;
export const isBinary = hasBinary;
export const deconstructPacket = (packet: unknown) => ({ packet, buffers: [] });
export const reconstructPacket = (packet: unknown) => packet;
export const decode = () => new ArrayBuffer(0);
