// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import StatisticsRules
import Storage
public import Web

extension Module {
  /// Collections of figures on a secretariat's node: what is asked, what came back, what is due, the mirror check.
  public static func collecting(_ collecting: Collecting) -> Module {
    let may: Permission = "statistics.collect"
    return Module(
      name: "statistics", routes: drafted(collecting, may) + taken(collecting, may),
      migrations: CollectionStore.migrations + TravelStore.migrations,
      strings: StatisticsResources.strings,
      navigation: [NavigationItem(label: "statistics.collect.nav", url: CollectionPath.list, permission: may, order: 41)],
      problems: CannotCollect.examples + CannotTakeReturn.examples + ReturnProblem.examples,
      home: [HomePanel(permission: may, order: 25, draw: CollectionListPage(collecting: collecting).home)])
  }

  private static func drafted(_ collecting: Collecting, _ may: Permission) -> [Route] {
    let (edit, show, remind) = (
      EditCollectionPages(collecting: collecting), CollectionPage(collecting: collecting), ReminderPages(collecting: collecting)
    )
    let (list, one) = (CollectionPath.list, "\(CollectionPath.list)/:collection")
    return [
      .page(.get, list, needs: may, CollectionListPage(collecting: collecting).page),
      .page(.get, "\(list)/new", needs: may, edit.new),
      .page(.post, "\(list)/new", needs: may, records: ["statistics.collectionDrafted"], edit.submitNew),
      .page(.get, one, needs: may, show.page),
      .page(.get, "\(one)/edit", needs: may, edit.edit),
      .page(.post, "\(one)/edit", needs: may, records: ["statistics.collectionChanged"], edit.submitEdit),
      .page(.post, "\(one)/open", needs: may, records: ["statistics.collectionOpened"], show.open),
      .page(.post, "\(one)/send", needs: may, records: ["statistics.collectionSent"], show.send),
      .page(.post, "\(one)/close", needs: may, records: ["statistics.collectionClosed"], show.close),
      .page(.get, "\(one)/questionnaire.json", needs: may, show.questionnaire),
      .page(.get, "\(one)/coverage.csv", needs: may, show.coverage),
      .page(.get, "\(one)/reminders", needs: may, remind.page),
      .page(.post, "\(one)/reminders", needs: may, records: ["statistics.reminderRecorded"], remind.record),
      .page(.get, "\(one)/states/:state/reminder.txt", needs: may, remind.letter),
    ]
  }

  private static func taken(_ collecting: Collecting, _ may: Permission) -> [Route] {
    let (take, type) = (TakePages(collecting: collecting), TypePages(collecting: collecting))
    let (show, mirror) = (StateReturnPage(collecting: collecting), MirrorPages(collecting: collecting))
    let one = "\(CollectionPath.list)/:collection"
    let state = "\(one)/states/:state"
    let came: [EventKind] = ["statistics.returnReceived", "statistics.returnEntered"]
    return [
      .page(.get, "\(one)/take", needs: may, take.page),
      .page(.post, "\(one)/take", needs: may, records: came, files: ReturnJSON.sizeLimit, take.submit),
      .page(.get, state, needs: may, show.page),
      .page(.post, "\(state)/confirm", needs: may, records: ["statistics.returnConfirmed"], show.confirm),
      .page(
        .post, "\(state)/answer", needs: may, records: ["statistics.returnAccepted", "statistics.returnQueried"], show.answer),
      .page(.get, "\(state)/:revision/return.json", needs: may, show.text),
      .page(.get, "\(state)/type", needs: may, type.page),
      .page(.post, "\(state)/type", needs: may, records: ["statistics.returnEntered"], type.submit),
      .page(.get, "\(one)/mirror", needs: may, mirror.page),
      .page(.get, "\(one)/mirror.csv", needs: may, mirror.csv),
    ]
  }
}
