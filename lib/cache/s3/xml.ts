/** The little that is to be read of a server's XML. */

/** The text of the first element of a name. */
export function tag(xml: string, name: string): string | undefined {
  return tags(xml, name)[0];
}

/** The texts of all elements of a name. */
export function tags(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"));
  return [...found].map(([, text]) => plain(text!));
}

function plain(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: keyof typeof ENTITIES) => ENTITIES[name],
  );
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" } as const;
