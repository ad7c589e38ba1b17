/** What is known by name of the methods and functions that every program has. */

import { isPureGlobal } from "./globals.ts";

/** Methods of built-in objects that leave them, and what they are given, as they were. */
const READING = new Set(
  ("at charAt charCodeAt codePointAt concat endsWith entries every filter find findIndex findLast " +
    "findLastIndex flat flatMap forEach get getDate getDay getFullYear getHours getMinutes " +
    "getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCFullYear getUTCMonth has " +
    "hasOwnProperty includes indexOf intersection isDisjointFrom isSubsetOf isSupersetOf join keys " +
    "difference lastIndexOf localeCompare map match matchAll normalize padEnd padStart reduce " +
    "reduceRight repeat replace replaceAll search slice some split startsWith subarray substring " +
    "symmetricDifference then toFixed toISOString toJSON toLocaleString toLowerCase toPrecision " +
    "toReversed toSorted toSpliced toString toUpperCase trim trimEnd trimStart union valueOf " +
    "values with catch finally").split(" "),
);

/** Of those, the ones that give a text, a number or a truth value. */
const MEASURING = new Set(
  ("charAt charCodeAt codePointAt endsWith every findIndex findLastIndex getDate getDay " +
    "getFullYear getHours getMinutes getMonth getSeconds getTime has hasOwnProperty includes " +
    "indexOf isDisjointFrom isSubsetOf isSupersetOf join lastIndexOf localeCompare normalize " +
    "padEnd padStart repeat replace replaceAll search some split startsWith substring toFixed " +
    "toISOString toLocaleString toLowerCase toPrecision toString toUpperCase trim trimEnd trimStart")
    .split(" "),
);

/** Whether a method of that name changes nothing, if it is one of a built-in object. */
export function isReading(method: string): boolean {
  return READING.has(method);
}

/** Whether what a method of that name gives holds nothing of its object. */
export function isMeasuring(method: string): boolean {
  return MEASURING.has(method);
}

const OF_EACH = /^(?:every|filter|find(?:Last)?(?:Index)?|flatMap|forEach|map|some)$/;

/** Which parameter of its callback a method gives each of what it's called on. */
export function itemParam(method: string): number | undefined {
  if (OF_EACH.test(method)) return 0;
  return /^reduce(?:Right)?$/.test(method) ? 1 : undefined;
}

const CHANGING =
  /^(?:push|unshift|splice|pop|shift|sort|reverse|fill|copyWithin|set\w*|add|delete|clear|append)$/;

/** Whether a method of that name changes what it is called on, whatever that is. */
export function isChanging(method: string): boolean {
  return CHANGING.test(method);
}

const CHANGES_ARGUMENT =
  /^(?:Object\.(?:assign|definePropert(?:y|ies)|setPrototypeOf)|Reflect\.(?:set|defineProperty|deleteProperty|setPrototypeOf)|Atomics\.\w+|crypto\.getRandomValues)$/;

/** Whether a built-in function changes its first argument. */
export function changesArgument(name: string): boolean {
  return CHANGES_ARGUMENT.test(name);
}

const GIVES_NOTHING =
  /^(?:Object\.(?:keys|is|hasOwn|isFrozen|isSealed)|JSON\.stringify|Math\.\w+|Number(?:\.\w+)?|String(?:\.\w+)?|Boolean|BigInt|Symbol|parse(?:Int|Float)|is(?:NaN|Finite)|structuredClone|Array\.isArray|Date(?:\.\w+)?|console\.\w+|(?:en|de)codeURI(?:Component)?|atob|btoa)$/;

/** Whether what a built-in function gives holds nothing of its arguments. */
export function givesNothing(name: string): boolean {
  return GIVES_NOTHING.test(name);
}

/** Whether a built-in of that name makes an object with methods of a built-in one. */
export function makesBuiltin(name: string): boolean {
  return isPureGlobal(name.split(".")[0]!) &&
    !/^(?:Proxy|Reflect|globalThis|eval|require)\b/.test(name);
}

const READS_BY_NAME =
  /^(?:read|load|fetch|get|open|exec|spawn|download|request|query|connect|glob|prompt|now|today|random|uuid|nanoid|ulid|cuid|env|cwd|argv|hostname|homedir)(?![a-z])/;

/** Whether a function is named like one that reads what is not in the source. */
export function readsByName(name: string): boolean {
  return READS_BY_NAME.test(name.slice(0, 1).toLowerCase() + name.slice(1));
}

/** Packages whose purpose is to read files, the network, the environment, the clock or chance. */
const READING_PACKAGES =
  /(?:^|\/)(?:dotenv|nanoid|uuid|ulid|faker(?:-js)?|chance|axios|got|ky|undici|execa|zx|dax|fs-extra|graceful-fs|globby|fast-glob|glob|tiny-glob|cross-fetch|node-fetch|cosmiconfig|config|rc|better-sqlite3|pg|mysql2?|mongodb|redis|ioredis)(?:$|[@/])/;
const READING_NAMES = /(?:^|[/-])(?:read|load|fetch|random|env)(?:$|[@/-])/;

/**
 * Whether a call into a package reads, as far as its name tells.
 * @param called The last name in the call; `default` if the package's default export is called
 */
export function packageReads(specifier: string, called: string): boolean {
  const name = specifier.replace(/^(?:npm|jsr):\/?/, "");
  if (READING_PACKAGES.test(name)) return true;
  return called === "default" ? READING_NAMES.test(name) : readsByName(called);
}

/** What keeps a function and calls it when the modules have been loaded. */
export const CALLED_LATER =
  /^(?:Deno\.(?:addSignalListener|bench|cron|serve|test)\b|addEventListener$)/;
