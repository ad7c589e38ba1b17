/** Instances of classes in values: equal bytes don't tell that their classes have the same code. */

/**
 * Whether a value is, or holds, a function or an instance of a class that no platform brings along,
 * whose code a body that is given the value can call.
 */
export function holdsInstance(value: unknown): boolean {
  const seen = new Set<unknown>();
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const one = stack.pop();
    if (typeof one === "function") return true;
    if (typeof one !== "object" || one === null || seen.has(one)) continue;
    seen.add(one);
    const prototype: object | null = Object.getPrototypeOf(one);
    if (Array.isArray(one) || one instanceof Set) pushAll(stack, one);
    else if (one instanceof Map) pushAll(stack, one.keys()), pushAll(stack, one.values());
    else if (prototype === null || prototype === Object.prototype) {
      pushAll(stack, Object.values(one));
    }
    if (prototype !== null && !isOfPlatform(prototype)) return true;
  }
  return false;
}

function pushAll(stack: unknown[], items: Iterable<unknown>): void {
  for (const item of items) {
    if (typeof item === "object" || typeof item === "function") stack.push(item);
  }
}

function isOfPlatform({ constructor }: object): boolean {
  return typeof constructor === "function" &&
    Reflect.get(globalThis, constructor.name) === constructor;
}
