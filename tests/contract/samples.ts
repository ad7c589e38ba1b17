/** Made-up entries, as the exported contract has them. */

export * from "../../lib/cache/contract/samples.ts";
