/** Deletes an interview for good, and leads back to the start page, which says so. */
import { useSignal } from "@preact/signals";
import { type ApiFault, deleteInterview } from "../api";
import { forgetDrafts } from "../drafts";
import { farewell } from "../setup";
import { words } from "../strings";
import { Confirm } from "./Confirm";

export function Delete({ id }: { id: string }) {
  const busy = useSignal(false);
  const fault = useSignal("");
  const erase = async () => {
    busy.value = true;
    fault.value = "";
    try {
      await deleteInterview(id);
      forgetDrafts(id);
      farewell.value = words.deleted;
      location.hash = "#/";
    } catch (error) {
      fault.value = (error as ApiFault).message;
    }
    busy.value = false;
  };
  return (
    <>
      <Confirm
        label={busy.value ? words.deleting : words.deleteIt}
        title={words.deleteTitle}
        body={words.deleteBody}
        yes={words.deleteYes}
        no={words.deleteNo}
        disabled={busy.value}
        onYes={() => void erase()}
      />
      {fault.value && (
        <p class="notice bad" role="alert">
          {fault.value}
        </p>
      )}
    </>
  );
}
