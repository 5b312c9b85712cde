// Calls `diagnostiquer` with each situation that comes, and gives back what it says of each.
import { readFileSync } from "node:fs";

import { diagnostiquer } from "../../../ppas/evaluations/static/evaluations/perte.js";

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(diagnostiquer)));
