// On line, the sealed copy of the portal follows what is typed, a moment later: what a stolen computer takes is little.
import { deposerCopie } from "./synchronisation.js";

const DELAI_MS = 30_000;

/**
 * Follow a notebook until it is left; return what stops.
 * @param {EventTarget & import("./synchronisation.js").Carnet} carnet
 * @param {import("./api.js").Api} api
 * @param {number} delai
 */
export function suivreParUneCopie(carnet, api, delai = DELAI_MS) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let minuterie;
  let estEnCours = false;

  async function deposer() {
    minuterie = undefined;
    if (!navigator.onLine || estEnCours) return;
    estEnCours = true;
    try {
      await deposerCopie({ carnet, api });
    } finally {
      estEnCours = false;
    }
  }

  const plusTard = () => (minuterie ??= setTimeout(deposer, delai));
  carnet.addEventListener("change", plusTard);
  addEventListener("online", plusTard);
  return () => {
    clearTimeout(minuterie);
    carnet.removeEventListener("change", plusTard);
    removeEventListener("online", plusTard);
  };
}
