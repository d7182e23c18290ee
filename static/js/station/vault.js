// What a station keeps on its device: sealed with a key that never leaves the browser (AES-GCM, not extractable).
const ALGORITHM = "AES-GCM";
const NONCE_BYTES = 12;

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const opened = (name) => {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => ["keys", "kept", "acts"].forEach((store) => request.result.createObjectStore(store));
  return answered(request);
};

export class Vault {
  static async open(name) {
    const vault = new Vault();
    vault.database = await opened(name);
    vault.key = await vault._ownKey();
    return vault;
  }

  async _ownKey() {
    const fresh = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
    const transaction = this.database.transaction("keys", "readwrite");
    const keys = transaction.objectStore("keys");
    const known = await answered(keys.get("own"));
    if (!known) keys.put(fresh, "own");
    return known ?? fresh;
  }

  // Resolves when the browser has written it to the disk: whoever is told that a scan counts may close the browser.
  async put(store, name, value) {
    const sealed = await this._seal(store, name, value);
    await this._written(store, (objects) => objects.put(sealed, name));
  }

  async remove(store, names) {
    await this._written(store, (objects) => names.forEach((name) => objects.delete(name)));
  }

  _written(store, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(store, "readwrite", { durability: "strict" });
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      act(transaction.objectStore(store));
    });
  }

  async get(store, name) {
    const sealed = await answered(this.database.transaction(store).objectStore(store).get(name));
    return sealed && this._unseal(store, name, sealed);
  }

  // All of a store, by name.
  async all(store) {
    const objects = this.database.transaction(store).objectStore(store);
    const [names, sealed] = await Promise.all([answered(objects.getAllKeys()), answered(objects.getAll())]);
    return new Map(await Promise.all(names.map(async (name, n) => [name, await this._unseal(store, name, sealed[n])])));
  }

  async _seal(store, name, value) {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt(this._how(iv, store, name), this.key, plain) };
  }

  async _unseal(store, name, { iv, data }) {
    const plain = await crypto.subtle.decrypt(this._how(iv, store, name), this.key, data);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  _how(iv, store, name) {
    return { name: ALGORITHM, iv, additionalData: new TextEncoder().encode(`${store}/${name}`) };
  }
}
