/** Words of the log of runs that more than one side must know. */

/** The exit code under which a run is kept whose process was killed, or whose machine went down. */
export const DID_NOT_END = -1;

/** The command under which runs that a program asked for are kept. */
export const LIBRARY = "library";
