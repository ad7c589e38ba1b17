/** Times for people. */

/** Local time: `2030-01-31 23:59:59`. Without Intl, whose loading takes as long as all else. */
export function localTime(micros: number): string {
  const date = new Date(micros / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}
