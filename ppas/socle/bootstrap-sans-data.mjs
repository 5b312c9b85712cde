// After `npm ci`: a copy of Bootstrap without its data: pictures, which our content security policy refuses.
// The few in use are drawn by static/socle/composants.css from files.
import { readFileSync, writeFileSync } from "node:fs";

const dossier = new URL("../../node_modules/bootstrap/dist/css/", import.meta.url);
const feuille = readFileSync(new URL("bootstrap.min.css", dossier), "utf8");
const sansCarte = feuille.replace(/\/\*# sourceMappingURL=.*?\*\//, "");
writeFileSync(new URL("bootstrap.sans-data.min.css", dossier), sansCarte.replace(/url\("data:[^"]*"\)/g, "none"));
