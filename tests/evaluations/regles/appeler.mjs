// Calls exported functions of a module with JSON arguments: `node appeler.mjs MODULE`, calls on standard input as
// [[function, [argument, …]], …], their results on standard output. A call that throws gives {"leve": message}.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const module = await import(pathToFileURL(process.argv[2]).href);
const appels = JSON.parse(readFileSync(0, "utf8"));
const resultats = appels.map(([fonction, parametres]) => {
  try {
    return module[fonction](...parametres) ?? null;
  } catch (erreur) {
    return { leve: String(erreur) };
  }
});
process.stdout.write(JSON.stringify(resultats));
