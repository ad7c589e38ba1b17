/** Serialisers: values to bytes and back. */

/**
 * Turns values into bytes and back. Users' own are plain objects of this shape. `name` and
 * `version` enter the key of a task that names the serialiser; loading never executes code.
 */
export interface Serializer<T = unknown> {
  /** Lower-case name, unique among the serialisers of a project. */
  readonly name: string;
  /** Raised whenever `dumps` gives other bytes for the same value. */
  readonly version: number;
  /** Whether `loads(dumps(x))` is `x` again for all that `dumps` accepts. @default {false} */
  readonly lossless?: boolean;
  /** The value's bytes; deterministic. Throws on a value that it can't take. */
  dumps(value: T): Uint8Array;
  /** The value of the bytes, fresh at each call. */
  loads(bytes: Uint8Array): T;
}
