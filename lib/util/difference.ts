/** Where two values differ. */

/**
 * The path to the first difference between two values (`.a[0]`, `""` for the whole), undefined if
 * there is none. The order of properties doesn't count; instances of classes are equal only if they are
 * the same.
 */
export function difference(a: unknown, b: unknown): string | undefined {
  const stack: [path: string, a: unknown, b: unknown][] = [["", a, b]];
  const seen = new Map<object, unknown>();
  while (stack.length > 0) {
    const [path, a, b] = stack.pop()!;
    if (Object.is(a, b)) continue;
    if (!isObject(a) || !isObject(b)) return path;
    if (seen.get(a) === b) continue;
    seen.set(a, b);
    const parts = partsOf(a);
    const others = partsOf(b);
    if (parts === undefined || others === undefined) return path;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b) && !(isPlain(a) && isPlain(b))) {
      return path;
    }
    for (const name of others.keys()) if (!parts.has(name)) return path + step(a, name);
    const found: [string, unknown, unknown][] = [];
    for (const [name, value] of parts) {
      if (!others.has(name)) return path + step(a, name);
      found.push([path + step(a, name), value, others.get(name)]);
    }
    stack.push(...found.reverse());
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What two values of a kind must have in common; undefined for what is equal to itself alone. */
function partsOf(value: object): Map<PropertyKey, unknown> | undefined {
  if (Array.isArray(value)) return new Map([["length", value.length], ...Object.entries(value)]);
  if (isPlain(value)) return new Map(Object.entries(value));
  if (value instanceof Map) {
    return new Map(
      [...value].flatMap(([key, item], i) => [[`${i} key`, key], [`${i} value`, item]]),
    );
  }
  if (value instanceof Set) return new Map([...value].map((item, i) => [String(i), item]));
  if (value instanceof Date) return new Map([["time", value.getTime()]]);
  if (value instanceof RegExp) return new Map([["source", String(value)]]);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return new Map<PropertyKey, unknown>(Object.entries(value));
  }
  return undefined;
}

function step(owner: object, name: PropertyKey): string {
  return !isPlain(owner) && !Array.isArray(owner) || name === "length" && Array.isArray(owner)
    ? ""
    : pathStep(name);
}

/** One step of a path to a part: `.lr`, `[0]`, `["a b"]`. */
export function pathStep(name: PropertyKey): string {
  const text = String(name);
  if (/^\d+$/.test(text)) return `[${text}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text)
    ? `.${text}`
    : `[${JSON.stringify(text)}]`;
}
