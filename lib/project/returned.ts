/** What pipelines return. */

import { generatorPipeline } from "../error/pipeline_errors.ts";
import { isGenerator } from "../util/generator.ts";

/**
 * What a pipeline returned.
 * @throws {MerklError} `generator-pipeline`
 */
export function seen<T>(returned: T): T {
  if (isGenerator(returned)) throw generatorPipeline();
  return returned;
}
