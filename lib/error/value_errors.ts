/** What is wrong with values that should be hashed, stored or loaded. */

import { MerklError, retold } from "./merkl_error.ts";

/** `root` is `result…` for what a body returned, anything else for what a task was given. */
function waysOut(path: string): string {
  return path.startsWith("result")
    ? "Return plain data, or give the task a `serializer` that can store it"
    : "Pass plain data, name the parameter in `ignoreArgs`, give it an entry in `argSerializers`, " +
      'or give its class a method `[Symbol.for("merkl.hash")]()` that returns plain data';
}

/** An instance of a class, whose private state can't be seen. */
export function classInstance(path: string, className: string): MerklError {
  return new MerklError({
    code: "value-class-instance",
    message: `${path} is an instance of ${className}, but only plain data can be hashed and stored`,
    hint: waysOut(path),
  });
}

const INSTANCE_HINTS: Readonly<Record<string, string>> = {
  "ambiguous-function":
    "Give the class a name that no other class of its text has, or pass plain data",
  "impure-constant": "Read it in the methods of the class, or pass plain data",
};

/**
 * What can't be told of the class of an instance that a task is given: its code counts, as the task
 * can call its methods.
 */
export function ofInstance(error: MerklError, className: string): MerklError {
  const shown = className === "" ? "a class without name" : `the class ${className}`;
  return retold(error, {
    message: `A task is given an instance of ${shown}, whose code counts. ${error.message}`,
    hint: INSTANCE_HINTS[error.code] ??
      "Define the class at the top level of a module, or pass plain data",
  });
}

/** A warning: the code of the class of an instance with a hash method isn't followed. */
export function unlocatedClass(name: string): string {
  return `The source of the class ${name} can't be found: of an instance that a task is given its own ` +
    "text counts, but not what that uses; for that to count as well, name the class in the function " +
    `(x instanceof ${name})`;
}

/** A Future where only its value could be stored. */
export function futureValue(path: string): MerklError {
  return new MerklError({
    code: "value-future",
    message: `${path} is a Future, but its value is needed`,
    hint: "Get it with `await future.eval()`, or call the task outside of this body " +
      "and pass the Future as an argument",
  });
}

/** A function that isn't a task. */
export function functionValue(path: string, name: string): MerklError {
  return new MerklError({
    code: "value-function",
    message: `${path} is a function${name && ` (${name})`}, and a function is not plain data`,
    hint: waysOut(path),
  });
}

/** A promise that should have been awaited. */
export function promiseValue(path: string): MerklError {
  return new MerklError({
    code: "value-promise",
    message: `${path} is a promise, but its value is needed`,
    hint: path.startsWith("result")
      ? "Forgot `await`? For a list of promises: `await Promise.all(list)`"
      : "Forgot `await`? Or make what gives it a task, and pass the Future",
  });
}

/** A value that nobody could store: symbol, boxed primitive, shared memory, WeakMap and the like. */
export function unsupportedValue(path: string, what: string): MerklError {
  return new MerklError({
    code: "value-unsupported",
    message: `${path} is ${what}, which can't be hashed or stored`,
    hint: waysOut(path),
  });
}

/** A value that contains itself. */
export function cyclicValue(path: string, target: string): MerklError {
  return new MerklError({
    code: "value-cyclic",
    message: `${path} is ${target} again: a value that contains itself can't be hashed or stored`,
    hint: "Refer to the other end by an id or an index",
  });
}

/** A property that a copy of the data would lose. */
export function oddProperty(path: string, what: string): MerklError {
  return new MerklError({
    code: "value-property",
    message: `${path} ${what}, which a copy of the data would lose`,
    hint:
      "Make a plain copy with the properties that matter, such as `{ ...value }` or `[...value]`",
  });
}

/** `unordered` was given something that has no order. */
export function wrongCollection(given: string): MerklError {
  return new MerklError({
    code: "value-unordered",
    message:
      `\`unordered\` was given ${given === "object" ? "an instance of a class" : `a ${given}`}, ` +
      "but expected an array, Set, Map or plain object",
    hint: "Wrap the collection itself; a Future must be resolved first, in a task of its own",
  });
}

/** Stored bytes that are not an encoding. */
export function damagedEncoding(what: string, offset: number): MerklError {
  return new MerklError({
    code: "value-damaged",
    message: `Stored value is damaged at byte ${offset}: ${what}`,
    hint: "Run with --force once: the value is computed again",
  });
}
