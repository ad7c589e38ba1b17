/** What a person at the keyboard is told after Ctrl-C. */
export const STOP_NOTICE: string =
  "stopping: no new task starts, running ones may finish; Ctrl-C again ends them now";
