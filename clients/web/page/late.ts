/** Parts and dialogs whose code is loaded when they are first wanted, so that the first load of the page does without it. */

import { h } from "../ui/dom";

export interface Dialog {
  readonly element: HTMLDialogElement;
  open(): void;
}

/** Return a function that opens a dialog. Where its code can't be loaded, the next call tries again. */
export function lateDialog(load: () => Promise<Dialog>): () => void {
  let loading: Promise<Dialog> | undefined;
  return () => {
    loading ??= load().then((dialog) => {
      document.body.append(dialog.element);
      return dialog;
    });
    loading.then(
      (dialog) => dialog.open(),
      () => (loading = undefined),
    );
  };
}

export interface Part<T> {
  readonly element: HTMLElement;
  update(value: T): void;
}

export interface LatePart<T> {
  readonly element: HTMLElement;
  update(value: T, isWanted: boolean): void;
}

/** Make the place of a part, which is hidden while the part is not wanted. */
export function latePart<T>(className: string, load: () => Promise<Part<T>>): LatePart<T> {
  const element = h("div", { class: className, hidden: true });
  let latest: T;
  let part: Part<T> | undefined;
  let loading: Promise<void> | undefined;
  const enter = (loaded: Part<T>) => {
    part = loaded;
    part.update(latest);
    element.replaceChildren(part.element);
  };
  return {
    element,
    update(value, isWanted) {
      latest = value;
      element.hidden = !isWanted;
      if (isWanted) loading ??= load().then(enter, () => (loading = undefined));
      part?.update(value);
    },
  };
}
