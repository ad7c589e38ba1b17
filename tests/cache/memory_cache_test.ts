import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { cacheContract } from "../../lib/cache/contract/mod.ts";

cacheContract("MemoryCache", () => ({ cache: new MemoryCache() }));
