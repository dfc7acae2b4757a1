// What helps to find out why something doesn't work: facts about the page, the browser and the last runs. No text that
// anybody wrote, no address and no key is in it.

const RUNS = 10;

/** As JSON. @param {import("../../shell/app_object.js").App} app */
export async function diagnosis({ api, runtime }) {
  const [health, providers, runs, storage] = await Promise.all([
    api.get("/v1/health"),
    api.get("/v1/providers/"),
    api.get(`/v1/runs/?limit=${RUNS}`),
    ofStorage(),
  ]);
  const told = {
    version: health.version,
    update: runtime.version,
    host: runtime.status,
    browser: ofBrowser(),
    storage,
    providers: providers.map(ofProvider),
    runs: runs.map(ofRun),
  };
  return JSON.stringify(told, null, 2);
}

function ofBrowser() {
  const { userAgent, languages, hardwareConcurrency, onLine } = navigator;
  return {
    agent: userAgent,
    languages,
    cores: hardwareConcurrency,
    is_online: onLine,
    is_isolated: crossOriginIsolated,
    is_installed: matchMedia("(display-mode: standalone)").matches,
    has_graphics: "gpu" in navigator,
    has_service_worker: Boolean(navigator.serviceWorker?.controller),
    window: [innerWidth, innerHeight, devicePixelRatio],
  };
}

async function ofStorage() {
  const { usage, quota } = await navigator.storage.estimate();
  return { usage, quota, is_kept: await navigator.storage.persisted() };
}

/** @param {any} provider */
function ofProvider({ provider_type, base_url, has_key, api }) {
  return { provider_type, scheme: new URL(base_url).protocol, has_key, api };
}

/** @param {any} run */
function ofRun({ id, status, stop_reason, created_at, completed_at }) {
  return { id, status, stop_reason, created_at, completed_at };
}
