/** Keys that press buttons: single letters, and never while the reader types in a field. */

/** A letter, the button that it presses, and whether the button can be pressed now. */
export interface Shortcut {
  readonly key: string;
  readonly press: () => void;
}

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

/** The name of a pressed key as shortcuts name it, or null for a key with a modifier or one that is held down. */
export function keyName(press: Press): string | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) return null;
  return press.key.length === 1 ? press.key.toUpperCase() : press.key;
}

/** Whether a key that is pressed in an element belongs to the element, as in a field. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, dialog") !== null;
}

/** Listen for the shortcuts until the returned function is called. */
export function listenForShortcuts(shortcuts: readonly Shortcut[]): () => void {
  const byKey = new Map(shortcuts.map(({ key, press }) => [key, press]));
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || takesKeys(event.target)) return;
    const press = byKey.get(keyName(event) ?? "");
    if (press === undefined) return;
    event.preventDefault();
    press();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}
