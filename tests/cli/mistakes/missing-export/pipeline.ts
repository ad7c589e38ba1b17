import { task } from "@merkl/merkl";
import { prase } from "./parse.ts";

export default () => task(prase)("1,2");
