/** The page of `merkl dag --format html`, in a real browser and from a file. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Page } from "npm:playwright-core@^1.65";
import type { Drawing } from "../../lib/render/drawing.ts";
import { htmlText } from "../../lib/render/html.ts";
import { Camera } from "../../lib/render/page/camera.ts";
import { rectOf } from "../../lib/render/page/scene.ts";
import { Model } from "../../lib/render/page/model.ts";
import type { GraphView } from "../../lib/render/view.ts";
import { PAGE_PARTS, pageParts } from "../../scripts/page_parts.ts";
import { call, folded, hashOf, nasty, smallView, task, views } from "../render/views.ts";
import { findBrowser, openBrowser } from "../support/browser.ts";
import { REPO, tempProject } from "../support/temp_project.ts";

const path = findBrowser();

/** A page that was opened, and what it did besides. */
interface Opened {
  readonly page: Page;
  /** Errors, messages, and all that it asked for. */
  readonly noise: string[];
  readonly file: string;
}

/** Writes a graph's page to a file and opens that. */
async function withPage(view: GraphView, use: (opened: Opened) => Promise<void>): Promise<void> {
  const file = Deno.makeTempFileSync({ suffix: ".html" });
  await using browser = await openBrowser(path!);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const noise: string[] = [];
    page.on("pageerror", (error) => noise.push(String(error)));
    page.on("console", (message) => {
      // about how this test looks at the canvas
      if (!message.text().startsWith("Canvas2D")) noise.push(message.text());
    });
    page.on("request", (request) => {
      if (request.url() !== `file://${file}`) noise.push(request.url());
    });
    Deno.writeTextFileSync(file, [...await htmlText(folded(view))].join(""));
    await page.goto(`file://${file}`);
    await use({ page, noise, file });
    assert.deepEqual(noise, []);
  } finally {
    Deno.removeSync(file);
  }
}

const panel = (page: Page) => page.locator("#panel").innerText();

/** Where a node is on the screen, as long as nothing was moved. */
async function placeOf(page: Page, view: GraphView, number: number): Promise<[number, number]> {
  const drawings = JSON.parse((await page.locator("#drawings").textContent())!) as Drawing[];
  const { width, height, x, y } = (await page.locator("#stage").boundingBox())!;
  const camera = Object.assign(new Camera(), { width, height });
  camera.fit(drawings[0]!);
  const rect = rectOf({ model: new Model(view, drawings), which: 0 }, number);
  return [
    x + camera.x + (rect.x + rect.width / 2) * camera.scale,
    y + camera.y + (rect.y + rect.height / 2) * camera.scale,
  ];
}

/** Waits until a point of the canvas has a colour that is wanted. */
async function pixel(page: Page, at: [x: number, y: number], is: (color: string) => boolean) {
  for (let tries = 0; tries < 100; tries++) {
    const color = await page.evaluate(`new Promise(requestAnimationFrame).then(() => {
      const context = document.querySelector("canvas").getContext("2d");
      return [...context.getImageData(${at}, 1, 1).data].join();
    })`);
    if (is(color as string)) return;
  }
  assert.fail(`the point ${at} hasn't got its colour`);
}

function browserTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, ignore: path === undefined, fn: run });
}

Deno.test("the committed script and style of the page are what they are made from", async () => {
  assert.equal(Deno.readTextFileSync(`${REPO}${PAGE_PARTS}`), await pageParts(), "deno task page");
});

browserTest(
  "a click shows a task's code, dependencies, arguments, hash, entry and time",
  async () => {
    const view = smallView();
    await withPage(view, async ({ page }) => {
      assert.match(await panel(page), /2,010 nodes, 6 tasks/);
      await page.mouse.click(...await placeOf(page, view, 4));
      const entry = await panel(page);
      for (
        const text of [
          "evaluate",
          "cached",
          "pipeline.ts:3:20",
          "study › trainEval",
          hashOf(6),
          "merkl@1, 2.0 KB",
          hashOf(206),
          "13 ms",
          "(x: number) => x",
          "lib/x.ts#helper",
          "rows ← split.test",
          "model ← train",
          "out/report.html",
        ]
      ) assert.ok(entry.includes(text), `${text} in ${entry}`);
      await page.mouse.click(...await placeOf(page, view, 2));
      const waiting = await panel(page);
      for (
        const text of ["may run: depends on parse", "(not in the hash)", "1.5 s", "stored\nnothing"]
      ) assert.ok(waiting.includes(text), `${text} in ${waiting}`);
      await page.locator("#panel button", { hasText: "rows ← parse" }).click();
      assert.match(await panel(page), /^parse\n+runs: new/);
    });
  },
);

browserTest(
  "pan and zoom by pointer and wheel move what is seen; Fit shows all again",
  async () => {
    const view = smallView();
    await withPage(view, async ({ page }) => {
      const [x, y] = await placeOf(page, view, 1);
      const chosen = async () => (await panel(page)).split("\n")[0];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 90, y + 120, { steps: 4 });
      await page.mouse.up();
      assert.equal(await chosen(), "All nodes", "a drag is no click");
      await page.mouse.click(x + 90, y + 120);
      assert.equal(await chosen(), "parse");
      await page.mouse.wheel(0, -600);
      await page.mouse.click(x + 90, y + 120);
      assert.equal(await chosen(), "parse", "what is under the pointer stays there");
      await page.locator("#fit").click();
      await page.mouse.click(...await placeOf(page, view, 3));
      assert.equal(await chosen(), "train");
    });
  },
);

browserTest("keys reach everything: search, list, nodes, expanding, back", async () => {
  await withPage(smallView(), async ({ page }) => {
    await page.keyboard.press("/");
    await page.keyboard.type("resize 1007");
    assert.match(await panel(page), /^1 of 2,010 found/);
    await page.keyboard.press("Enter");
    assert.match(await panel(page), /^resize\n+cached[\s\S]*i\n+1007/);
    await page.keyboard.press("Escape");
    assert.match(await panel(page), /^All nodes/);
    await page.keyboard.press("ArrowDown");
    assert.match(await panel(page), /^data\.csv/);
    await page.keyboard.press("ArrowDown");
    assert.match(await panel(page), /^parse/);
    assert.match((await page.locator("#said").textContent())!, /^parse .*runs: new/);
    await page.keyboard.press("Enter");
    assert.match(await page.evaluate<string>("document.activeElement.textContent"), /← data\.csv/);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#expand").getAttribute("aria-pressed"), "false");
    await page.keyboard.press("e");
    assert.equal(await page.locator("#expand").getAttribute("aria-pressed"), "true");
    await page.keyboard.press("/");
    await page.keyboard.type("resize");
    await page.keyboard.press("ArrowDown");
    for (const key of ["End", "ArrowUp", "Enter"]) await page.keyboard.press(key);
    assert.match(await panel(page), /^resize[\s\S]*i\n+1998/);
  });
});

browserTest("hashes are found by their start, states by a press on their count", async () => {
  await withPage(smallView(), async ({ page }) => {
    await page.locator("#search").fill(hashOf(6));
    assert.match(await panel(page), /^2 of 2,010 found/);
    await page.locator("#search").fill("");
    await page.locator("#totals button", { hasText: "3 to run" }).click();
    assert.match(await panel(page), /^3 of 2,010 found/);
    await page.locator("#totals button", { hasText: "3 to run" }).click();
    assert.match(await panel(page), /^All nodes/);
  });
});

browserTest("the page is light or dark as the system is, also when that changes", async () => {
  await withPage(smallView(), async ({ page }) => {
    await page.emulateMedia({ colorScheme: "light" });
    await pixel(page, [2, 2], (color) => color === "255,255,255,255");
    await page.emulateMedia({ colorScheme: "dark" });
    await pixel(page, [2, 2], (color) => color === "13,17,23,255");
    const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    assert.equal(background, "rgb(13, 17, 23)");
  });
});

browserTest("nothing in names, code and arguments breaks out of the page", async () => {
  const attack =
    `</script><script>document.title="broken"</script><img src="http://x.test/a.png" ` +
    `onerror="document.title='broken'"><!--`;
  const view: GraphView = {
    ...smallView(),
    pipeline: attack,
    waits_for: attack,
    tasks: [task(attack, attack)],
    groups: [{ name: attack, place: null, parent: null }],
    nodes: [
      { kind: "input", as: "text", path: attack, hash: hashOf(1), content_hash: hashOf(2) },
      call(3, {
        args: [{ name: attack, value: attack, counts: true }],
        reason: { kind: "new", text: attack },
        values: [{ out: attack, hash: hashOf(3), entry: null }],
        batch: attack,
      }),
    ],
    edges: [{ from: 0, out: attack, to: 1, arg: attack }],
  };
  await withPage(view, async ({ page }) => {
    await page.mouse.click(...await placeOf(page, view, 1));
    assert.equal(await page.locator("#code").textContent(), attack);
    assert.equal(await page.locator("h2").textContent(), attack);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 3);
    assert.equal(await page.title(), attack);
  });
});

browserTest("any graph comes into the page as it is", async () => {
  await using browser = await openBrowser(path!);
  const page = await browser.newPage();
  const noise: string[] = [];
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("console", (message) => noise.push(message.text()));
  const file = Deno.makeTempFileSync({ suffix: ".html" });
  await fc.assert(
    fc.asyncProperty(views, nasty, async (view, code) => {
      const shown = { ...view, tasks: view.tasks.map((one) => ({ ...one, code })) };
      Deno.writeTextFileSync(file, [...await htmlText(folded(shown))].join(""));
      await page.goto(`file://${file}`);
      const read = await page.locator("#view").textContent();
      assert.deepEqual(JSON.parse(read!), shown);
      await page.keyboard.press("e");
      await page.locator("#stage canvas").press("ArrowRight");
      assert.deepEqual(noise, []);
    }),
    { numRuns: 25 },
  );
  Deno.removeSync(file);
});

browserTest(
  "10,000 nodes open folded, expand to cells, and each can be found and chosen",
  async () => {
    await using project = tempProject({
      files: {
        "p.ts": `import { task } from "@merkl/merkl";
const resize = task((n: number, size: number) => n * size);
const stat = task((n: number) => n + 1);
const total = task((all: number[]) => all.length);
export default () => total(Array.from({ length: 5000 }, (_, i) => stat(resize(i, 8))));
`,
      },
    });
    const { code, stderr } = await project.run(["dag", "p.ts", "-o", "p.html"]);
    assert.deepEqual([code, stderr], [0, "wrote p.html: 10,001 tasks, 0 cached\n"]);
    await using browser = await openBrowser(path!);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const noise: string[] = [];
    page.on("pageerror", (error) => noise.push(String(error)));
    await page.goto(`file://${project.path("p.html")}`);
    assert.match(await panel(page), /10,001 nodes/);
    assert.ok(await page.locator(".row").count() < 60, "only rows that are seen are in the page");
    await pixel(page, [300, 330], (color) => color === "255,255,255,255");
    await page.keyboard.press("e");
    await pixel(page, [300, 330], (color) => color !== "255,255,255,255");
    await page.keyboard.press("/");
    await page.keyboard.type("resize n = 4321,");
    await page.keyboard.press("Enter");
    assert.match(await panel(page), /^resize\n+runs: new[\s\S]*n\n+4321/);
    await page.mouse.move(400, 400);
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, i < 5 ? 200 : -200);
    await page.locator("#panel button", { hasText: "stat (n)" }).click();
    assert.match(await panel(page), /^stat\n/);
    assert.deepEqual(noise, []);
  },
);

browserTest("on a narrow screen all is below one another, and nothing is cut off", async () => {
  await withPage({ ...smallView(), waits_for: "split" }, async ({ page }) => {
    await page.setViewportSize({ width: 400, height: 800 });
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    assert.ok((await page.locator("#panel").boundingBox())!.width > 390);
    assert.match(await page.locator("#note").innerText(), /needs the value of split/);
  });
});
