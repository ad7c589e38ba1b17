/** Starts the page of a graph. */

import { listen } from "./input.ts";
import { Page } from "./page.ts";

const page = new Page();
listen(page);
page.start();
