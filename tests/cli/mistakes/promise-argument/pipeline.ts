import { task } from "@merkl/merkl";

async function download(url: string): Promise<string> {
  return await Promise.resolve(`<html>${url}</html>`);
}

const parse = task((html: string) => html.length);

export default function scrape() {
  const page = download("https://example.org");
  return parse(page);
}
