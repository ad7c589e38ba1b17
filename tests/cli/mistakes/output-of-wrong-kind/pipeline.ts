import { task } from "@merkl/merkl";

const plot = task((points: number[]) => ({ points }));

export default function main() {
  return plot([1, 2]).to("plot.png");
}
