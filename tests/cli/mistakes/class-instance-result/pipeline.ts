import { task } from "@merkl/merkl";

class Tree {
  constructor(readonly left?: Tree, readonly right?: Tree) {}
}

const grow = task((depth: number) => {
  const tree = new Tree(new Tree(), new Tree());
  return { depth, forest: { trees: [1, tree] } };
});

export default () => grow(2);
