// Puts models where the manager puts them.
async (models) => {
  for (const { name, files = [], ...manifest } of models) {
    let folder = await navigator.storage.getDirectory();
    for (const part of ["lettawasm", "models", name])
      folder = await folder.getDirectoryHandle(part, { create: true });
    const write = async (path, data) => {
      const writable = await (await folder.getFileHandle(path, { create: true })).createWritable();
      await writable.write(data);
      await writable.close();
    };
    for (const file of files) await write(file, await (await fetch(file)).blob());
    await write("manifest.json", JSON.stringify(manifest));
  }
};
