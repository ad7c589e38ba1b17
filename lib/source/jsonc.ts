/** JSON with comments and trailing commas, and where a malformed text is wrong. */

/** A text that isn't JSON; `offset` in UTF-16 units says where. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Parses JSON with comments. @throws {JsonSyntaxError} */
export function parseJsonc(text: string): unknown {
  const plain = blankComments(text.charCodeAt(0) === 0xfeff ? " " + text.slice(1) : text);
  try {
    return JSON.parse(plain);
  } catch {
    const offset = new Scanner(plain).firstError();
    const found = plain[offset];
    const what = found === undefined
      ? "the file ends too early"
      : `unexpected ${JSON.stringify(found)}`;
    throw new JsonSyntaxError(what, offset);
  }
}

/** Comments and trailing commas become spaces, so that offsets stay. */
function blankComments(text: string): string {
  const tokens = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g;
  const bare = text.includes("/")
    ? text.replace(tokens, (token) => token[0] === '"' ? token : token.replace(/[^\n\r]/g, " "))
    : text;
  return bare.replace(
    /"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g,
    (token) => token === "," ? " " : token,
  );
}

const STRING = /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Walks a text that JSON.parse refused; V8's message names no place for short texts. */
class Scanner {
  #at = 0;
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  firstError(): number {
    try {
      this.#value();
      this.#space();
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
    }
    return this.#at;
  }

  #value(): void {
    this.#space();
    const char = this.#text[this.#at];
    if (char === "{") return this.#list("}", () => this.#member());
    if (char === "[") return this.#list("]", () => this.#value());
    if (char === '"') {
      return this.#token(STRING);
    }
    this.#token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  }

  #member(): void {
    this.#space();
    this.#token(STRING);
    this.#space();
    this.#token(/:/y);
    this.#value();
  }

  #list(close: string, item: () => void): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      this.#space();
      const char = this.#text[this.#at];
      if (char !== "," && char !== close) throw new JsonSyntaxError("", this.#at);
      this.#at++;
      if (char === close) return;
    }
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #token(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw new JsonSyntaxError("", this.#at);
    this.#at += match[0].length;
  }
}
