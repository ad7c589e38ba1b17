/** A look at a database that changes nothing. */

import { DatabaseSync } from "node:sqlite";
import { faultOf } from "./sqlite_fault.ts";

/** What is wrong with a database that opening it would set aside; undefined if nothing. */
export function damageAtOpening(path: string): string | undefined {
  try {
    using db = new DatabaseSync(path, { readOnly: true });
    db.prepare("SELECT name FROM sqlite_schema").all();
    return undefined;
  } catch (error) {
    return faultOf(error) === "corrupt" ? (error as Error).message : undefined;
  }
}
