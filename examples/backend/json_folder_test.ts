import { cacheContract } from "@merkl/merkl/contract";
import { JsonFolder } from "./json_folder.ts";

cacheContract("JsonFolder", () => {
  const folder = Deno.makeTempDirSync();
  return {
    cache: new JsonFolder(folder),
    close: () => Deno.remove(folder, { recursive: true }),
  };
});
