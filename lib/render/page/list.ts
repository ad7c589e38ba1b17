/** A list of any length, of which only the lines that are seen are in the page. */

/** Height of a line in the style sheet, in pixels. */
const ROW = 26;

/** Lines above and below what is seen. */
const SPARE = 8;

/** What a list shows. */
export interface ListOptions {
  readonly label: string;
  readonly count: number;
  readonly textOf: (i: number) => string;
  readonly onChoose: (i: number) => void;
}

/** A list to choose from, by pointer or keys. */
export function makeList({ label, count, textOf, onChoose }: ListOptions): HTMLElement {
  const list = document.createElement("div");
  const inner = document.createElement("div");
  list.className = "list";
  list.tabIndex = 0;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  inner.style.cssText = `height:${count * ROW}px`;
  list.append(inner);
  let active = 0;
  const show = () => {
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - SPARE);
    const last = Math.min(count, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + SPARE);
    const rows: HTMLElement[] = [];
    for (let i = first; i < last; i++) {
      const row = document.createElement("div");
      row.className = "row";
      row.id = `row-${i}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(i === active));
      row.setAttribute("aria-posinset", String(i + 1));
      row.setAttribute("aria-setsize", String(count));
      row.style.top = `${i * ROW}px`;
      row.textContent = row.title = textOf(i);
      row.onclick = () => onChoose(i);
      rows.push(row);
    }
    inner.replaceChildren(...rows);
    list.setAttribute("aria-activedescendant", `row-${active}`);
  };
  const go = (to: number) => {
    active = Math.max(0, Math.min(count - 1, to));
    const top = active * ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + ROW - list.clientHeight;
    }
    show();
  };
  list.onscroll = show;
  list.onkeydown = (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    if (event.key === "Enter" || event.key === " ") onChoose(active);
    else if (event.key in steps) go(steps[event.key]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  new ResizeObserver(show).observe(list);
  return list;
}
