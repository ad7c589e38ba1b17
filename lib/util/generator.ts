/** Generators: what they yield is seen by nobody who doesn't iterate them. */

/** What generator functions call themselves. */
const FUNCTIONS = new Set(["[object GeneratorFunction]", "[object AsyncGeneratorFunction]"]);

/** What calls of them give. */
const CALLED = new Set(["[object Generator]", "[object AsyncGenerator]"]);

/** Whether `value` is a `function*` or `async function*`. */
export function isGeneratorFunction(value: unknown): boolean {
  return FUNCTIONS.has(Object.prototype.toString.call(value));
}

/** Whether `value` is what a generator function gives. */
export function isGenerator(value: unknown): boolean {
  return CALLED.has(Object.prototype.toString.call(value));
}
