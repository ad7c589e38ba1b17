import { task } from "@merkl/merkl";
import { parse } from "./lib/parser.ts";

export default () => task(parse)("1,2");
