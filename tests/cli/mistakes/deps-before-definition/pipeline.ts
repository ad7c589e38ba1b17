import { task } from "@merkl/merkl";

const encode = task({ deps: [decode] }, (text: string) => text.toUpperCase());
const decode = task({ deps: [encode] }, (text: string) => text.toLowerCase());

export default () => decode(encode("a"));
