// Where the handle of the chosen folder is kept: IndexedDB alone can hold one. It is of this browser, not of the space.

const [DATABASE, STORE, KEY] = ["lettawasm-copies", "handles", "folder"];

/** @returns {Promise<FileSystemDirectoryHandle | null>} */
export async function keptFolder() {
  try {
    return (await transact("readonly", (store) => store.get(KEY))) ?? null;
  } catch {
    return null; // a page that is denied its storage has none
  }
}

/** @param {FileSystemDirectoryHandle | null} folder */
export function keepFolder(folder) {
  return transact("readwrite", (store) => (folder ? store.put(folder, KEY) : store.delete(KEY)));
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} work @returns {Promise<any>} */
async function transact(mode, work) {
  const database = await opened();
  try {
    const transaction = database.transaction(STORE, mode);
    const asked = work(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return asked.result;
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
