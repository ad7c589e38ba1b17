/** Types as written to what can be made of a text: aliases followed, anything difficult left to JSON. */

import type { Literal, TypeInfo } from "./export_info.ts";
import type { In, Outlines } from "./outlines.ts";
import type { Keyword, Member, TypeExpr } from "./type_expr.ts";

/** A property of an object type, where its own type was written. */
export interface TypedMember {
  readonly name: string;
  readonly optional: boolean;
  readonly type: In<TypeExpr>;
  readonly doc?: string;
}

/** Names on the way to a type: one that comes up again is its own part. */
type Trail = ReadonlySet<string>;

const START: Trail = new Set();

/** The longest way through names that anyone writes by hand is far shorter. */
const MAX_TRAIL = 100;

/** Follows types through the modules of `outlines`. */
export class TypeReader {
  constructor(readonly outlines: Outlines) {}

  /** What a type means for a text that is given. */
  info(type: In<TypeExpr>, trail: Trail = START): TypeInfo {
    return this.#simple(type, trail) ?? { kind: "json", text: type.it.text };
  }

  /** Whether `undefined` is among the values of a type. */
  isOptional(type: In<TypeExpr>, trail: Trail = START): boolean {
    const { type: { it, file }, trail: after } = this.#expand(type, trail);
    if (it.t === "union") return it.of.some((of) => this.isOptional({ file, it: of }, after));
    return isUndefined(it);
  }

  /** The type of a parameter without one whose default this is: as TypeScript widens it. */
  ofDefault(type: In<TypeExpr>): In<TypeExpr> {
    const { file, it } = type.it.t === "typeof" ? this.#expand(type, START).type : type;
    return { file, it: widened(it) };
  }

  /** The properties of an object type; undefined if it is anything else. */
  members(type: In<TypeExpr>, trail: Trail = START): TypedMember[] | undefined {
    const { type: { it, file }, trail: after } = this.#expand(type, trail);
    switch (it.t) {
      case "partial":
      case "required":
        return this.members({ file, it: it.of }, after)
          ?.map((member) => ({ ...member, optional: it.t === "partial" }));
      case "object":
        return this.#merged([...it.bases.map((base) => ({ file, it: base }))], it.members, {
          file,
          after,
        });
      case "intersection":
        return this.#merged(it.of.map((of) => ({ file, it: of })), [], { file, after });
      case "union": {
        const defined = it.of.filter((of) => !isUndefined(of));
        return defined.length === 1 ? this.members({ file, it: defined[0]! }, after) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Properties of several types and of one's own, each name once: the last one counts. */
  #merged(
    types: readonly In<TypeExpr>[],
    own: readonly Member[],
    { file, after }: { file: In<unknown>["file"]; after: Trail },
  ): TypedMember[] | undefined {
    const members = new Map<string, TypedMember>();
    for (const type of types) {
      const inherited = this.members(type, after);
      if (!inherited) return undefined;
      for (const member of inherited) members.set(member.name, member);
    }
    for (const member of own) {
      members.set(member.name, { ...member, type: { file, it: member.type } });
    }
    return [...members.values()];
  }

  #simple(written: In<TypeExpr>, trail: Trail): TypeInfo | undefined {
    const { type: { file, it }, trail: after } = this.#expand(written, trail);
    switch (it.t) {
      case "keyword":
        return keywordInfo(it.name);
      case "literal":
        return { kind: "choice", values: [it.value] };
      case "path":
      case "date":
        return { kind: it.t };
      case "array":
        return { kind: "array", of: this.info({ file, it: it.of }, after) };
      case "union":
        return this.#union(it.of.map((of) => ({ file, it: of })), after);
      case "intersection":
        return this.#branded(it.of.map((of) => ({ file, it: of })), after);
      default:
        return undefined;
    }
  }

  #union(types: readonly In<TypeExpr>[], trail: Trail): TypeInfo | undefined {
    const infos: TypeInfo[] = [];
    for (const type of types) {
      if (isUndefined(this.#expand(type, trail).type.it)) continue;
      const info = this.#simple(type, trail);
      if (!info) return undefined;
      infos.push(info);
    }
    return joined(infos);
  }

  /** `string & { __brand: … }` is a string to whoever types it. */
  #branded(types: readonly In<TypeExpr>[], trail: Trail): TypeInfo | undefined {
    const infos = types.flatMap((type) => this.#simple(type, trail) ?? []);
    return infos.length === 1 && types.length > 1 ? infos[0] : undefined;
  }

  /** Follows names until something with a structure; what can't be followed becomes `other`. */
  #expand(type: In<TypeExpr>, trail: Trail): { type: In<TypeExpr>; trail: Trail } {
    let at = type;
    let seen = trail;
    for (;;) {
      const { it, file } = at;
      const name = it.t === "ref" || it.t === "typeof" ? `${it.t} ${it.name} ${file}` : undefined;
      if (name !== undefined && (seen.has(name) || seen.size > MAX_TRAIL)) {
        return { type: other(at), trail: seen };
      }
      if (name !== undefined) seen = new Set([...seen, name]);
      const next = this.#step(at, seen);
      if (!next) return { type: at, trail: seen };
      at = next;
    }
  }

  /** One step on the way; undefined at its end. */
  #step(at: In<TypeExpr>, trail: Trail): In<TypeExpr> | undefined {
    const { it, file } = at;
    switch (it.t) {
      case "ref":
        return this.#followRef(at, it);
      case "typeof": {
        const found = this.outlines.value(file, it.name);
        return found.kind === "local" && found.it.value.v === "other"
          ? { file: found.file, it: found.it.value.type }
          : other(at);
      }
      case "element": {
        const { it: list, file: home } = this.#expand({ file, it: it.of }, trail).type;
        if (list.t === "array") return { file: home, it: list.of };
        return list.t === "tuple"
          ? { file: home, it: { t: "union", of: list.of, text: it.text } }
          : other(at);
      }
      case "keys": {
        const members = this.members({ file, it: it.of }, trail);
        if (!members) return other(at);
        const of = members.map(({ name }): TypeExpr => ({ t: "literal", value: name, text: name }));
        return { file, it: { t: "union", of, text: it.text } };
      }
      default:
        return undefined;
    }
  }

  #followRef(at: In<TypeExpr>, ref: Extract<TypeExpr, { t: "ref" }>): In<TypeExpr> {
    const found = this.outlines.type(at.file, ref.name);
    if (found.kind === "local") return { file: found.file, it: found.it };
    const [argument] = ref.args;
    if (found.kind === "merkl") {
      if (found.name === "Lift" && argument) return { file: at.file, it: argument };
      return found.name === "Path"
        ? { file: at.file, it: { t: "path", text: ref.text } }
        : other(at);
    }
    if (ref.name === "Date") return { file: at.file, it: { t: "date", text: ref.text } };
    return argument ? utilityType(at, ref.name, argument) : other(at);
  }
}

/** The language's own generic types that don't change what a text means. */
function utilityType(at: In<TypeExpr>, name: string, of: TypeExpr): In<TypeExpr> {
  const text = at.it.text;
  switch (name) {
    case "Array":
    case "ReadonlyArray":
      return { file: at.file, it: { t: "array", of, text } };
    case "Readonly":
      return { file: at.file, it: of };
    case "Partial":
      return { file: at.file, it: { t: "partial", of, text } };
    case "Required":
      return { file: at.file, it: { t: "required", of, text } };
    default:
      return other(at);
  }
}

function other(at: In<TypeExpr>): In<TypeExpr> {
  return { file: at.file, it: { t: "other", text: at.it.text } };
}

function isUndefined(type: TypeExpr): boolean {
  return type.t === "keyword" && type.name === "undefined";
}

function keywordInfo(name: Keyword): TypeInfo | undefined {
  if (name === "undefined") return undefined;
  return name === "null" ? { kind: "choice", values: [null] } : { kind: name };
}

const TRIED = ["choice", "boolean", "number", "bigint", "date", "path", "string"] as const;

/** One type for all; undefined for a list beside anything else: no text could tell them apart. */
function joined(infos: readonly TypeInfo[]): TypeInfo | undefined {
  if (infos.length === 1) return infos[0];
  const flat = infos.flatMap((info) => info.kind === "union" ? info.of : [info]);
  const literals = new Set<Literal>(
    flat.flatMap((info) => info.kind === "choice" ? info.values : []),
  );
  const parts = new Map(flat.map((info) => [info.kind, info]));
  if (parts.has("array") || parts.has("json") || parts.size === 0) return undefined;
  if (literals.has(true) && literals.has(false)) {
    literals.delete(true);
    literals.delete(false);
    parts.set("boolean", { kind: "boolean" });
  }
  parts.delete("choice");
  if (literals.size > 0) parts.set("choice", { kind: "choice", values: [...literals] });
  const of = TRIED.flatMap((kind) => parts.get(kind) ?? []);
  return of.length === 1 ? of[0] : { kind: "union", of };
}

function widened(type: TypeExpr): TypeExpr {
  const { text } = type;
  switch (type.t) {
    case "literal":
      if (type.value === null) return { t: "other", text: "" };
      return { t: "keyword", name: typeof type.value as Keyword, text };
    case "tuple":
      if (type.of.length === 0) return { t: "other", text: "" };
      return { t: "array", of: { t: "union", of: type.of.map(widened), text: "" }, text };
    case "typeof":
    case "other":
      return { t: "other", text: "" };
    case "object":
      return { ...type, text: "" };
    default:
      return type;
  }
}
