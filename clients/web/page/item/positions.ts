/** Positions in an item's history: an event number and its epoch, where the server knows epochs. */

export interface Position {
  readonly epoch?: number | undefined;
  readonly seq: number;
}

/** Whether a position is after another; one of a later epoch is, at any event number. */
export function isAfter(position: Position, other: Position): boolean {
  const epochs = (position.epoch ?? 0) - (other.epoch ?? 0);
  return epochs === 0 ? position.seq > other.seq : epochs > 0;
}
