/** Values of a form, whose names have dots, to and from the objects of the wire. */

export type Values = Readonly<Record<string, unknown>>;

/** `{"soft_close.policy": "add"}` -> `{soft_close: {policy: "add"}}`, without undefined values. */
export function nested(flat: Values): Values {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flat)) {
    if (value === undefined) continue;
    const [outer = name, inner] = name.split(".");
    if (inner === undefined) whole[outer] = value;
    else whole[outer] = { ...(whole[outer] as object | undefined), [inner]: value };
  }
  return whole;
}

/** The value of a name with dots. */
export function valueAt(whole: Values, name: string): unknown {
  return name.split(".").reduce<unknown>((value, part) => (value as Values | null | undefined)?.[part], whole);
}

/** The merge patch from the values of a form to later ones, in which a removed value is null. */
export function patchBetween(before: Values, after: Values, fields: readonly string[]): Values {
  const patch: Record<string, unknown> = {};
  for (const field of new Set(fields.map((name) => name.split(".")[0] ?? name))) {
    const [old, now] = [before[field] ?? null, after[field] ?? null];
    if (JSON.stringify(sorted(old)) !== JSON.stringify(sorted(now))) patch[field] = now;
  }
  return patch;
}

/** The objects' fields in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]));
}
