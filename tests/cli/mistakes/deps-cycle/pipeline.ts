import { task } from "@merkl/merkl";

const shared: unknown[] = [];
const encode = task({ deps: [shared] }, (text: string) => text.toUpperCase());
const decode = task({ deps: { encode } }, (text: string) => text.toLowerCase());
shared.push(decode);

export default () => decode(encode("a"));
