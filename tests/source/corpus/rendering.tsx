/** @jsxRuntime classic */
/** @jsx element */
/** @jsxFrag Fragment */
// deno-lint-ignore-file no-explicit-any jsx-key

import { task } from "./merkl.ts";

type Props = Record<string, unknown> | null;

function element(tag: unknown, props: Props, ...children: unknown[]): unknown {
  return typeof tag === "function" ? tag({ ...props, children }) : { tag, props, children };
}

function Fragment({ children }: { children?: unknown[] }): unknown {
  return children;
}

const theme = {
  Button: (props: { label: string }): any => <button type="button">{props.label}</button>,
};

const Row = <T,>({ cells }: { cells: T[] }): any => (
  <tr>{cells.map((cell) => <td>{cell as any}</td>)}</tr>
);

declare global {
  namespace JSX {
    interface IntrinsicElements {
      [name: string]: any;
    }
  }
}

export const table = task((rows: string[][], title = "Table") => (
  <>
    <h1 class="title" data-count={rows.length}>
      {title} &amp; more
      {/* nothing */}
    </h1>
    <table>{rows.map((cells) => <Row cells={cells} />)}</table>
  </>
));

export const button = task((label: string) => (
  <theme.Button
    {...{ label }}
    label={label || "OK"}
  />
));
