/** Syntax that is seldom met but must not move a key. */

// deno-lint-ignore-file no-namespace no-var no-inner-declarations no-empty no-explicit-any
import { task } from "./merkl.ts";

namespace Units {
  export const meter = 1;
  export namespace Length {
    export const inch = 0.0254 * meter;
  }
  export interface Unit {
    factor: number;
  }
}

enum Color {
  Red = 1,
  Green = Red * 2,
  "deep blue" = Green | 4,
}

const registry: Record<string, (x: number) => number> = {};
registry.double = (x) => x * 2;
Object.assign(registry, { half: (x: number) => x / 2 });

let limit = 10;
limit += 5;

const { a: first, b: [second = 2, , ...rest], ...others } = { a: 1, b: [, 3, 4, 5], c: 6, d: 7 };

function logged<T extends object>(value: T, _context: unknown): T {
  return value;
}

class Base {}

class Shape extends Base {
  static #made = 0;
  static accessor sides = 4;
  "quoted name" = 1;
  [Symbol.toStringTag] = "Shape";
  0 = "zero";
  @logged
  area(this: Shape, width = 1, ...more: number[]) {
    return [width, ...more].reduce((x, y) => x * y, Shape.#made);
  }
  static make = () => (Shape.#made++, new this());
  async *each() {
    yield* [1, 2];
  }
  #hidden() {
    return #hidden in this && super.toString();
  }
  show = () => this.#hidden();
}

const memo = ((): (n: bigint) => bigint => {
  const known = new Map<bigint, bigint>([[0n, 0n], [1n, 1n]]);
  return function fibonacci(n): bigint {
    const found = known.get(n);
    if (found !== undefined) return found;
    const value = fibonacci(n - 1n) + fibonacci(n - 2n);
    known.set(n, value);
    return value;
  };
})();

function tag(strings: TemplateStringsArray, ...values: unknown[]): string {
  return String.raw({ raw: strings.raw }, ...values);
}

export const namespaces = task((x: number) => x * Units.Length.inch / Units.meter);
export const enums = task(() => [Color.Red, Color["deep blue"], Color[2]]);
export const changed = task((x: number) => registry.double!(x) + registry["half"]!(x) + limit);
export const destructured = task(() => [first, second, rest, others]);
export const classes = task(() => {
  const shape = Shape.make();
  return [shape.area(2, 3), shape["quoted name"], shape[0], `${shape}`, Shape.sides, shape.show()];
});
export const closures = task((n: number) => memo(BigInt(n)) ** 2n % 1_000n);
export const templates = task((x: string) => tag`a${x}\n${`b${x + `c`}`}` + "\u{1F600}\0" + 'q"');
export const expressions = task((a: number, b?: { c?: { d?: (x: number) => number }[] }) => {
  var hoisted = typeof a === "number" ? -a : +(a as unknown as string);
  hoisted ||= 1;
  hoisted **= 2;
  const d = b?.c?.[0]?.d?.(a) ?? (void 0, 0);
  const f = (b?.c)!.length, g = new (class {})(), h = new Date(0).getTime();
  delete b?.c;
  return [
    hoisted--,
    ~a >>> 1,
    !(a in [1]),
    (a++, d),
    f,
    g,
    h,
    a < 1 === a > 2,
    (a ** 2) ** 3,
    -(a ** 2),
  ];
});
export const statements = task((n: number) => {
  "use strict";
  const out: unknown[] = [,];
  outer: do {
    while (n > 5) {
      if (n-- % 2) continue outer;
      else n--;
    }
    for (var i = 0, j = 1; i < j; i++, j--) {}
    for (;;) break;
    for (const key in { a: 1 }) out.push(key);
    switch (n) {
      case 1:
      case 2: {
        out.push("few");
        break;
      }
      default:
        out.push(n);
    }
    try {
      throw Object.assign(new Error("x"), { n });
    } catch ({ message }: any) {
      out.push(message);
    } finally {
      n--;
    }
    block: {
      if (n) break block;
      else if (n === 0) out.push(`zero`);
    }
  } while (n > 0);
  function inner() {
    return arguments.length + (new.target ? 1 : 0);
  }
  return out.concat(inner());
});
export const objects = task(<const T>(value: T, key: string) => ({
  value,
  key: key,
  "with space": 1,
  2: [key],
  [key]: null,
  __proto__: null,
  get now(): T {
    return this.value;
  },
  set now(_) {},
  async *list() {
    yield value;
  },
  async plain() {
    await 0;
  },
}));
export const resources = task(() => {
  using first = { value: 1, [Symbol.dispose]() {} };
  return first.value satisfies number;
});
export const regexes = task((s: string) => s.replace(/(?<=a)[\/b]+(?!c)/giu, "$&").split(/\s/y));
export const assertions = task((x: unknown) => {
  assertNumber(x);
  return (<number> x) + x! + (x as number);
});
function assertNumber(x: unknown): asserts x is number {
  if (typeof x !== "number") throw new TypeError("Not a number");
}
