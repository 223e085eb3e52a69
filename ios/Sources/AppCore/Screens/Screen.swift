/// Makes the models of the screens. Each is made when its screen shows for the first time.
@MainActor
public enum Screen {
  public static func cases(_ around: Surroundings) -> CasesModel {
    CasesModel(client: around.client)
  }

  public static func caseFile(_ id: CaseId, _ tab: CaseTab, _ around: Surroundings) -> CaseModel {
    CaseModel(id, tab: tab, around: around)
  }

  public static func picture(_ id: CaseId, _ around: Surroundings) -> PictureModel {
    PictureModel(client: around.client, id: id)
  }

  public static func timeline(_ id: CaseId, _ entry: EntryId?, _ around: Surroundings)
    -> TimelineModel
  {
    TimelineModel(id, at: entry, around: around)
  }

  public static func capture(_ draft: DraftId, _ id: CaseId?, _ around: Surroundings)
    -> CaptureModel
  {
    CaptureModel(draft, id, around: around)
  }

  public static func person(_ id: CaseId, _ person: PersonId, _ around: Surroundings) -> PersonModel
  {
    PersonModel(id, person, around: around)
  }

  public static func newPerson(_ id: CaseId, _ around: Surroundings) -> NewPersonModel {
    NewPersonModel(id, around: around)
  }

  public static func editPerson(_ id: CaseId, _ person: PersonId, _ around: Surroundings)
    -> EditPersonModel
  {
    EditPersonModel(id, person, around: around)
  }

  public static func ties(_ id: CaseId, _ person: PersonId, _ around: Surroundings) -> TiesModel {
    TiesModel(id, person, around: around)
  }

  public static func takenOff(_ id: CaseId, _ around: Surroundings) -> TakenOffModel {
    TakenOffModel(id, around: around)
  }

  public static func withheld(_ id: CaseId, _ residence: ResidenceId, _ around: Surroundings)
    -> WithheldModel
  {
    WithheldModel(client: around.client, id, residence)
  }

  public static func map(_ id: CaseId, _ residence: ResidenceId, _ around: Surroundings) -> MapModel
  {
    MapModel(client: around.client, reaching: around.parts.reaching, id, residence)
  }

  public static func sheet(_ id: CaseId, _ around: Surroundings) -> SheetModel {
    SheetModel(client: around.client, printer: around.parts.printer, id)
  }

  public static func directory(_ around: Surroundings) -> DirectoryModel {
    DirectoryModel(client: around.client)
  }

  public static func practitioner(_ id: PractitionerId, _ around: Surroundings)
    -> PractitionerModel
  {
    PractitionerModel(client: around.client, reaching: around.parts.reaching, id)
  }

  public static func myCard(_ around: Surroundings) -> MyCardModel { MyCardModel(around: around) }

  public static func newChild(_ around: Surroundings) -> NewChildModel {
    NewChildModel(around: around)
  }

  public static func child(_ id: CaseId, _ around: Surroundings) -> ChildModel {
    ChildModel(id, around: around)
  }

  public static func status(_ id: CaseId, _ around: Surroundings) -> StatusModel {
    StatusModel(id, around: around)
  }

  public static func marker(_ id: CaseId, _ marker: MarkerId?, _ around: Surroundings)
    -> MarkerModel
  {
    MarkerModel(id, marker, around: around)
  }

  public static func task(
    _ id: CaseId, _ task: TaskId?, _ around: Surroundings
  ) -> TaskModel {
    TaskModel(id, task, around: around)
  }

  public static func myTasks(_ around: Surroundings) -> MyTasksModel {
    MyTasksModel(client: around.client)
  }

  public static func newResidence(_ id: CaseId, _ person: PersonId?, _ around: Surroundings)
    -> NewResidenceModel
  {
    NewResidenceModel(id, of: person, around: around)
  }

  public static func knownResidence(_ id: CaseId, _ residence: ResidenceId, _ around: Surroundings)
    -> KnownResidenceModel
  {
    KnownResidenceModel(id, residence, around: around)
  }

  public static func involvement(
    _ id: CaseId, _ involvement: InvolvementId?, _ person: PersonId?, _ around: Surroundings
  ) -> InvolvementModel {
    InvolvementModel(id, involvement, of: person, around: around)
  }

  public static func team(_ id: CaseId, _ around: Surroundings) -> TeamModel {
    TeamModel(id, around: around)
  }

  public static func invite(_ around: Surroundings) -> InviteModel { InviteModel(around: around) }

  public static func invitation(_ id: PractitionerId, _ around: Surroundings) -> InvitationModel {
    InvitationModel(client: around.client, reaching: around.parts.reaching, id)
  }

  public static func settings(_ around: Surroundings) -> SettingsModel {
    SettingsModel(client: around.client, parts: around.parts)
  }

  public static func relayAddress(_ around: Surroundings) -> RelayAddressModel {
    RelayAddressModel(around: around)
  }

  public static func partnership(_ around: Surroundings) -> PartnershipModel {
    PartnershipModel(around: around)
  }

  public static func support(_ around: Surroundings) -> SupportModel {
    SupportModel(client: around.client)
  }

  public static func erase(_ around: Surroundings) -> EraseModel { EraseModel(around: around) }

  public static func sync(_ around: Surroundings) -> SyncModel { SyncModel(client: around.client) }
}
