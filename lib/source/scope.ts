/** Scopes, and what each name in a module means. */

import type { Node } from "./ast.ts";

export type BindingKind =
  | "import"
  | "const"
  | "let"
  | "var"
  | "function"
  | "class"
  | "enum"
  | "namespace"
  | "parameter"
  | "loop"
  | "catch"
  | "self"
  | "default";

/** One declaration of a name: `var` and namespaces may have several. */
export interface Declared {
  /** The declarator, function, class, enum, namespace or import specifier. */
  readonly node: Node;
  /** The identifier that is declared. */
  readonly name: Node;
}

/** A name and what it stands for. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  readonly declared: Declared[];
  readonly refs: Reference[];
}

/** How a reference is used: its value is taken, it's given one, or a member of it is. */
export type Usage = "read" | "write" | "mutate";

/** A use of a name. */
export interface Reference {
  readonly node: Node;
  readonly name: string;
  readonly scope: Scope;
  readonly usage: Usage;
  /** The call of which it is an argument. */
  readonly handedTo?: { readonly call: Node; readonly argument: Node };
}

/** A stretch of source in which names are declared. */
export class Scope {
  readonly bindings = new Map<string, Binding>();
  /** Where its names hold. */
  readonly start: number;
  readonly end: number;
  /** The function in which it stands; undefined if it runs with the module. */
  readonly fn: Node | undefined;

  constructor(
    node: Node,
    readonly parent: Scope | undefined,
    /** Whether `var` stops here. */
    readonly hoists: boolean,
    fn?: Node,
  ) {
    this.start = node.start;
    this.end = node.end;
    this.fn = fn ?? parent?.fn;
  }

  /** Declares a name here (or, for `var`, where it is hoisted to). */
  declare(kind: BindingKind, declared: Declared): Binding {
    const home = kind === "var" ? this.#hoistTarget() : this;
    const name: string = declared.name.name;
    let binding = home.bindings.get(name);
    if (binding) binding.declared.push(declared);
    else {
      binding = { name, kind, scope: home, declared: [declared], refs: [] };
      home.bindings.set(name, binding);
    }
    return binding;
  }

  /** What a name means here; undefined for a global. */
  lookup(name: string): Binding | undefined {
    // deno-lint-ignore no-this-alias
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.bindings.get(name);
      if (found) return found;
    }
    return undefined;
  }

  #hoistTarget(): Scope {
    // deno-lint-ignore no-this-alias
    let scope: Scope = this;
    while (!scope.hoists && scope.parent) scope = scope.parent;
    return scope;
  }
}

/** What is known of all names of a module. */
export interface Scopes {
  readonly module: Scope;
  /** The binding of each identifier that is used; globals are missing. */
  readonly bindingOf: ReadonlyMap<Node, Binding>;
  /** Identifiers that are used and that the module does not declare. */
  readonly globals: ReadonlySet<Node>;
  /** The binding that an identifier declares, for those of patterns and functions. */
  readonly declaredBy: ReadonlyMap<Node, Binding>;
}
