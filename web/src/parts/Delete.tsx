/** Deletes an interview for good, and leads to the record, which says so. */
import { deleteInterview } from "../api";
import { forgetDrafts } from "../drafts";
import { recordHash } from "../route";
import { farewell } from "../setup";
import { words } from "../strings";
import { Confirm } from "./Confirm";
import { Failure, useTask } from "./task";

export function Delete({ id }: { id: string }) {
  const task = useTask();
  const erase = async () => {
    await deleteInterview(id);
    forgetDrafts(id);
    farewell.value = words.deleted;
    location.hash = recordHash();
  };
  return (
    <>
      <Confirm
        label={task.busy.value ? words.deleting : words.deleteIt}
        title={words.deleteTitle}
        body={words.deleteBody}
        yes={words.deleteYes}
        no={words.deleteNo}
        disabled={task.busy.value}
        onYes={() => void task.run(erase)}
      />
      <Failure task={task} />
    </>
  );
}
