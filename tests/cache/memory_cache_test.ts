import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { cacheContract } from "../contract/cache_contract.ts";

cacheContract("MemoryCache", () => ({ cache: new MemoryCache(), close() {} }));
