/** Doc comments: where they stand and what they say. */

/** What a doc comment says. */
export interface Doc {
  /** The text before the first tag; empty if there is none. */
  readonly text: string;
  /** By name as written after `@param`: `path`, `opts.lr`. */
  readonly params: Readonly<Record<string, ParamDoc>>;
}

/** A `@param` tag. */
export interface ParamDoc {
  readonly text: string;
  /** What stands in braces before the name. */
  readonly type?: string;
}

/** The doc comment that ends right before `offset`, line comments between them aside. */
export function docBefore(text: string, offset: number): Doc | undefined {
  const end = endOfCode(text, offset);
  if (!text.startsWith("*/", end - 2)) return undefined;
  const ended = text.lastIndexOf("*/", end - 3);
  const before = text.slice(ended < 0 ? 0 : ended + 2, end);
  // one that begins a line comes first: the other may be `src/**` in its text
  const start = Math.max(before.search(/(?<=^|[\r\n])[ \t]*\/\*\*/), 0);
  const inside = before.slice(before.indexOf("/**", start) + 3, -2);
  return before.includes("/**", start) && before.length > 4 ? parseDoc(inside) : undefined;
}

/** How far back the start of a line comment is looked for: a module may be one long line. */
const LINE = 500;

/** The end of what stands before `offset`, without space and line comments. */
function endOfCode(text: string, offset: number): number {
  let end = offset;
  for (;;) {
    while (end > 0 && /\s/.test(text[end - 1]!)) end--;
    const tail = text.slice(Math.max(0, end - LINE), end);
    const comment = /[\r\n][ \t]*\/\/[^\r\n]*$/.exec(tail);
    if (!comment) return end;
    end += comment.index - tail.length;
  }
}

/** Where a tag begins in a comment of one line; elsewhere tags begin lines. */
const TAG_INSIDE = /\s+(?=@(?:param|arg|argument|returns?|throws|example|deprecated|see)\b)/;

/** Parses what stands between the comment's marks. */
function parseDoc(inside: string): Doc {
  const written = inside.split(/\r\n?|\n/);
  const lines = (written.length === 1 ? inside.split(TAG_INSIDE) : written)
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  const blocks: string[][] = [[]];
  for (const line of lines) {
    if (/^\s*@\w/.test(line)) blocks.push([]);
    blocks.at(-1)!.push(line);
  }
  const params: Record<string, ParamDoc> = Object.create(null);
  for (const block of blocks.slice(1)) {
    const param = parseParam(block.join(" ").trim());
    if (param !== undefined) params[param.name] = param.doc;
  }
  return { text: readable(blocks[0]!.join("\n")).trim(), params };
}

function parseParam(block: string): { name: string; doc: ParamDoc } | undefined {
  const tag = /^@(?:param|arg|argument)\s+/.exec(block);
  if (tag === null) return undefined;
  const { type, rest } = typeInBraces(block.slice(tag[0].length));
  const name = /^(?:\[\s*([^\]=\s]+)[^\]]*\]|(\S+))\s*(?:-+\s+)?/.exec(rest);
  if (name === null) return undefined;
  const text = readable(rest.slice(name[0].length)).replace(/\s+/g, " ").trim();
  return { name: name[1] ?? name[2]!, doc: { text, ...(type === undefined ? {} : { type }) } };
}

/** Takes `{type}` off the front; braces may nest. */
function typeInBraces(text: string): { type?: string; rest: string } {
  if (!text.startsWith("{")) return { rest: text };
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) {
      return { type: text.slice(1, i).trim(), rest: text.slice(i + 1).trimStart() };
    }
  }
  return { rest: text };
}

/** `{@link X}` and `{@link X | words}` as people read them. */
function readable(text: string): string {
  return text.replace(
    /\{@link(?:code|plain)?\s+([^\s|}]+)(?:\s*\|?\s*([^}]*))?\}/g,
    (_, target: string, words: string | undefined) => words?.trim() || target,
  );
}
