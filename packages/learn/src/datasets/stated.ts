/** Keeps of some fields those that a source states, so that an absent fact is an absent field. */

type Stated<T> = { -readonly [K in keyof T]?: T[K] & {} };

export function stated<T extends object>(fields: T): Stated<T> {
  const kept: Stated<T> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}
